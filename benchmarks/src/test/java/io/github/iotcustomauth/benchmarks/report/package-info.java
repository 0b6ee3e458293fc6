@NullMarked
package io.github.iotcustomauth.benchmarks.report;

import org.jspecify.annotations.NullMarked;
