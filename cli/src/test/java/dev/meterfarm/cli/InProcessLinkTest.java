package dev.meterfarm.cli;

import dev.meterfarm.protocol.link.CoordinatorLink;

/** As in local mode: calls are calls. */
class InProcessLinkTest extends CoordinatorLinkContract {
  @Override
  CoordinatorLink link(LinkFarm to, String name) {
    return to.dispatcher();
  }

  @Override
  void end() {
    // The farm is all there is.
  }
}
