/**
 * The shell of a virtual phone and the commands that a profiling agent calls there: parsed and run
 * by us, inside the phone's own files and processes. Nothing reaches a shell of the host. A command
 * line is run by the thread that serves it, background jobs each by one of their own.
 */
package dev.meterfarm.virtualphone.shell;
