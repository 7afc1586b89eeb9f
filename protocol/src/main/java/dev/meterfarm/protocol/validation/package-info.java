/** Collects every problem of an input before refusing it. */
package dev.meterfarm.protocol.validation;
