package io.github.iotcustomauth.benchmarks.library;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.benchmarks.measure.Figures;
import io.github.iotcustomauth.benchmarks.measure.Load;
import io.github.iotcustomauth.benchmarks.measure.Measurement;
import io.github.iotcustomauth.benchmarks.measure.ProcessUse;
import io.github.iotcustomauth.benchmarks.measure.Results;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Time of a publish and heap over the number of QoS 1 messages that are not acknowledged.
 */
public final class PendingGrowth implements Measurement {

	private static final int ROUNDS = 9;

	// not enough for a measure of its own, and not enough to change the size
	private static final int FURTHER = 250;

	@Override
	public String name() {
		return "growth-pending";
	}

	@Override
	public Duration limit() {
		return Duration.ofSeconds(150);
	}

	@Override
	public void measure(Load load, Results results) throws Exception {
		Figures cpu = results.figures("growth-pending-cpu", "time of a publish over pending messages", "ns/publish");
		Figures heap = results.figures("growth-pending-heap", "heap over pending messages", "MiB");
		int[] sizes = load.complete() ? new int[] { 0, 1000, 2500, 5000, 7500, 9750 } : new int[] { 0, 100 };
		if (load.complete()) {
			// JIT
			fill(sizes, null, null);
			fill(sizes, null, null);
		}
		for (int round = 0; round < (load.complete() ? ROUNDS : 1); round++) {
			fill(sizes, cpu, heap);
		}
	}

	private static void fill(int[] sizes, @Nullable Figures cpu, @Nullable Figures heap) {
		try (ConfigurableApplicationContext application = IdleApplication.start()) {
			IotConnection connection = application.getBean(IotConnection.class);
			List<CompletableFuture<?>> pending = new ArrayList<>();
			for (int size : sizes) {
				publish(connection, pending, size);
				if (cpu == null || heap == null) {
					continue;
				}
				heap.add("" + size, ProcessUse.heapKib() / 1024);
				long start = System.nanoTime();
				publish(connection, pending, size + FURTHER);
				cpu.add("" + size, (System.nanoTime() - start) / (double) FURTHER);
			}
			if (pending.stream().anyMatch(CompletableFuture::isDone)) {
				throw new IllegalStateException("A message was not kept");
			}
		}
	}

	private static void publish(IotConnection connection, List<CompletableFuture<?>> pending, int size) {
		while (pending.size() < size) {
			pending.add(
					connection.publish(IotMessage.to("growth/" + pending.size() % 100).payload(new byte[200]).build()));
		}
	}

}
