package dev.meterfarm.agent.child;

/** A model and the name that messages give it. */
public record ModelFile(String name, String path) {}
