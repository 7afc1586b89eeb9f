/** The port through which an agent talks to a coordinator: in process, or over HTTP. */
package dev.meterfarm.protocol.link;
