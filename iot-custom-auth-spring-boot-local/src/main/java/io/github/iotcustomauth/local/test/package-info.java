/**
 * Support for tests of applications and clients: with Spring, with JUnit alone, and
 * assertions.
 */
@NullMarked
package io.github.iotcustomauth.local.test;

import org.jspecify.annotations.NullMarked;
