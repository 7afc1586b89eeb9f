/**
 * The rules that hold in every module, in one place so that no module drifts. Stateless.
 *
 * <p>Each module's {@code ArchitectureTest} names what the module may know and takes the rest from
 * here.
 */
package dev.meterfarm.houserules;
