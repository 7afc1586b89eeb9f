/** How long tests wait for what is to happen soon. */
package dev.meterfarm.testkit.patience;
