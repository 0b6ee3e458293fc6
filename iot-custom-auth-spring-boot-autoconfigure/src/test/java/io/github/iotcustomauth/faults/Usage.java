package io.github.iotcustomauth.faults;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import software.amazon.awssdk.crt.CRT;
import software.amazon.awssdk.crt.CrtResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Resources that this JVM holds.
 *
 * @param threads the threads of the kernel, native ones included
 * @param descriptors the open file descriptors
 * @param resources the native resources of the CRT
 * @param memory the native memory of the CRT in bytes, 0 if it is not traced
 * @param heap the heap after a garbage collection in bytes
 */
record Usage(int threads, int descriptors, int resources, long memory, long heap) {

	// handlers and the endpoint come and go with their work
	private static final int THREADS_SLACK = 2;

	private static final long MEMORY_SLACK = 1 << 20;

	// what the bench and the endpoint remember of the run
	private static final long HEAP_SLACK = 4 << 20;

	private static final Path THREADS = Path.of("/proc/self/task");

	private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

	static Usage now() {
		assertThat(System.getProperty("aws.crt.debugnative")).as("without it nothing is counted").isNotNull();
		System.gc();
		List<String> resources = new ArrayList<>();
		CrtResource.collectNativeResources(resources::add);
		return new Usage(count(THREADS), count(DESCRIPTORS), resources.size(), CRT.nativeMemory(),
				ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
	}

	// nothing is known where there is no such directory
	private static int count(Path directory) {
		if (!Files.isDirectory(directory)) {
			return 0;
		}
		try (Stream<Path> files = Files.list(directory)) {
			return (int) files.count();
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	/**
	 * Wait until this JVM holds as much as before at most.
	 * @param before what it held before
	 * @return what it holds now
	 */
	static Usage awaitNotAbove(Usage before) {
		Usage[] usage = new Usage[1];
		Bench.awaitAsserted(() -> {
			usage[0] = now();
			usage[0].assertNotAbove(before);
		});
		return usage[0];
	}

	private void assertNotAbove(Usage before) {
		assertThat(this.threads).as("threads").isLessThanOrEqualTo(before.threads + THREADS_SLACK);
		assertThat(this.descriptors).as("file descriptors").isLessThanOrEqualTo(before.descriptors);
		assertThat(this.resources).as("native resources").isLessThanOrEqualTo(before.resources);
		assertThat(this.memory).as("native memory").isLessThanOrEqualTo(before.memory + MEMORY_SLACK);
		assertThat(this.heap).as("heap").isLessThanOrEqualTo(before.heap + HEAP_SLACK);
	}

	@Override
	public String toString() {
		return this.threads + " threads, " + this.descriptors + " file descriptors, " + this.resources
				+ " native resources, " + this.memory / 1024 + " KiB of native memory, " + this.heap / 1024
				+ " KiB of heap";
	}

}
