package io.github.iotcustomauth.benchmarks.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.sun.management.OperatingSystemMXBean;

/**
 * What this process takes of the machine.
 */
public final class ProcessUse {

	private static final OperatingSystemMXBean SYSTEM = (OperatingSystemMXBean) ManagementFactory
		.getOperatingSystemMXBean();

	private ProcessUse() {
	}

	/**
	 * The resident memory, after a garbage collection.
	 * @return the size in KiB
	 */
	public static double residentKib() {
		collectGarbage();
		try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
			return lines.filter((line) -> line.startsWith("VmRSS:"))
				.mapToDouble((line) -> Double.parseDouble(line.replaceAll("\\D", "")))
				.findFirst()
				.orElseThrow();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The threads of the operating system.
	 * @return their number
	 */
	public static long threads() {
		try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
			return tasks.count();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The used heap, after a garbage collection.
	 * @return the size in KiB
	 */
	public static double heapKib() {
		collectGarbage();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024.0;
	}

	public static long cpuNanos() {
		return SYSTEM.getProcessCpuTime();
	}

	private static void collectGarbage() {
		try {
			for (int i = 0; i < 3; i++) {
				System.gc();
				// references are cleared by another thread
				TimeUnit.MILLISECONDS.sleep(100);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
