/** Test doubles that are small real programs. Thread-safe unless a class says otherwise. */
package dev.meterfarm.testkit;
