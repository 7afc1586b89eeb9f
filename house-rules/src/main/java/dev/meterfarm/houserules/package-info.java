/**
 * The rules that hold in every module, in one place so that no module drifts. Stateless.
 *
 * <p>Each module's {@code ArchitectureTest} names what the module may know and takes the rest from
 * here. {@link dev.meterfarm.houserules.PythonForTests} is for tests that compare with what is not
 * ours.
 */
package dev.meterfarm.houserules;
