/**
 * The drivers SPI: what a driver reads from profiles, and how its devices come and go. A driver is
 * stateless; a {@link dev.meterfarm.agent.driver.DeviceSource} tells its own threading rule.
 */
package dev.meterfarm.agent.driver;
