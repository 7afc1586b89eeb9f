/**
 * What a coordinator tells about itself: sections that are read in the background and served from
 * memory, so that an answer comes at once whatever hangs. Safe for use from many threads.
 */
package dev.meterfarm.coordinator.status;
