/**
 * A phone's files: a few folders that lie on the host's disk and cannot be left, and files of the
 * kernel that are made up when they are read. Safe for use from many threads.
 */
package dev.meterfarm.virtualphone.files;
