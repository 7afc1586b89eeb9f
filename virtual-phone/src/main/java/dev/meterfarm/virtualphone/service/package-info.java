/**
 * What an adb server can ask of a phone: command lines, files, a reboot. Each request is served by
 * the thread of its stream.
 */
package dev.meterfarm.virtualphone.service;
