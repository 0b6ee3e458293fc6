package io.github.iotcustomauth.benchmarks.measure;

import java.lang.management.ManagementFactory;
import java.util.Arrays;

import com.sun.management.ThreadMXBean;

/**
 * Bytes that the live threads of this JVM have allocated on the heap.
 */
public final class Allocation {

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final long before = bytes();

	/**
	 * Bytes since this object was made, for each of a number of operations.
	 * @param operations the number
	 * @return bytes an operation
	 */
	public double perOperation(int operations) {
		return (bytes() - this.before) / (double) operations;
	}

	private long bytes() {
		return Arrays.stream(this.threads.getThreadAllocatedBytes(this.threads.getAllThreadIds()))
			.filter((bytes) -> bytes > 0)
			.sum();
	}

}
