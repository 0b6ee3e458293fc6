/**
 * A page that shows what the connections do, and what the local endpoint decides.
 */
@NullMarked
package io.github.iotcustomauth.sample.console;

import org.jspecify.annotations.NullMarked;
