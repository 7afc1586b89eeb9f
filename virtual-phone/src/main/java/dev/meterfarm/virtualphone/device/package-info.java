/**
 * What a virtual phone is and how it fares: its model, its properties, battery, heat, screen, and
 * the processes that run on it. Safe for use from many threads.
 */
package dev.meterfarm.virtualphone.device;
