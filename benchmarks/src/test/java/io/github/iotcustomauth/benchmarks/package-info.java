@NullMarked
package io.github.iotcustomauth.benchmarks;

import org.jspecify.annotations.NullMarked;
