@NullMarked
package io.github.iotcustomauth.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
