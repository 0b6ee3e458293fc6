/**
 * Events that Spring Modulith externalizes.
 */
@NullMarked
package io.github.iotcustomauth.autoconfigure.modulith;

import org.jspecify.annotations.NullMarked;
