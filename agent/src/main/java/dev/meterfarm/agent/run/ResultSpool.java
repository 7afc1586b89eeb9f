package dev.meterfarm.agent.run;

import dev.meterfarm.protocol.measurement.JobResult;
import java.util.List;

/**
 * Keeps results until the coordinator has them. Safe for use from many threads.
 *
 * <p>Nothing here throws: a result that cannot be kept is still sent from memory.
 */
public interface ResultSpool {
  /**
   * A kept result.
   *
   * @param number unique in its spool; 0 for one that could not be kept
   */
  record Entry(long number, JobResult result) {}

  /** For an agent in the coordinator's own process, whose ledger is as near as any spool. */
  ResultSpool NONE =
      new ResultSpool() {
        @Override
        public Entry keep(JobResult result) {
          return new Entry(0, result);
        }

        @Override
        public void drop(Entry entry) {}

        @Override
        public void putAside(Entry entry, String reason) {}

        @Override
        public List<Entry> takeLeftovers() {
          return List.of();
        }

        @Override
        public boolean isFull() {
          return false;
        }

        @Override
        public List<String> begin(String session) {
          return List.of();
        }

        @Override
        public void forgetFormer() {}
      };

  /** Keeps a result; on return it survives the end of this process. */
  Entry keep(JobResult result);

  /** The coordinator has it. */
  void drop(Entry entry);

  /** The coordinator refused it for good; it is kept as evidence, and not sent again. */
  void putAside(Entry entry, String reason);

  /** What earlier lives of this agent have kept; each is returned once. */
  List<Entry> takeLeftovers();

  /** True if no more work should be asked for until some results are gone. */
  boolean isFull();

  /**
   * Notes that a life of the agent begins.
   *
   * @return the sessions of earlier lives of which the coordinator may not know that they are over
   */
  List<String> begin(String session);

  /** The coordinator knows that they are over. */
  void forgetFormer();
}
