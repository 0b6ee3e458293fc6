package io.github.iotcustomauth.benchmarks.library;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.benchmarks.measure.Figures;
import io.github.iotcustomauth.benchmarks.measure.Load;
import io.github.iotcustomauth.benchmarks.measure.Measurement;
import io.github.iotcustomauth.benchmarks.measure.ProcessUse;
import io.github.iotcustomauth.benchmarks.measure.Results;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Time of a message and heap over the number of topics that one handler keeps in order,
 * with a concurrency of 8.
 */
public final class TopicGrowth implements Measurement {

	private static final int ROUNDS = 5;

	@Override
	public String name() {
		return "growth-topics";
	}

	@Override
	public Duration limit() {
		return Duration.ofSeconds(150);
	}

	@Override
	public void measure(Load load, Results results) throws Exception {
		Figures cpu = results.figures("growth-topics-cpu", "time of a message over topics in order", "ns/message");
		Figures heap = results.figures("growth-topics-heap", "heap that messages of so many topics leave", "KiB");
		int[] sizes = load.complete() ? new int[] { 1, 100, 1000, 2500, 5000, 10_000 } : new int[] { 1, 10 };
		for (int size : sizes) {
			try (ConfigurableApplicationContext application = IdleApplication.start()) {
				application.getBean(IotConnection.class)
					.subscribe(IotSubscription.of(TopicFilter.of("growth/+"), (message) -> {
					}).withConcurrency(8))
					.getGranted()
					.get(10, TimeUnit.SECONDS);
				Deliveries deliveries = new Deliveries(
						application.getBean(IdleApplication.class).transport().listener());
				deliver(deliveries, 1, new Figures("", "", ""), load);
				double before = ProcessUse.heapKib();
				deliver(deliveries, size, cpu, load);
				// without the messages themselves, which are garbage by now
				heap.add("" + size, ProcessUse.heapKib() - before);
			}
		}
	}

	private static void deliver(Deliveries deliveries, int size, Figures cpu, Load load) throws InterruptedException {
		List<IotMessage> messages = IntStream.range(0, size)
			.mapToObj((i) -> IotMessage.to("growth/" + i).payload(new byte[200]).build())
			.toList();
		deliveries.nanosPerMessage(messages, load.complete() ? 2000 : 10);
		for (int round = 0; round < (load.complete() ? ROUNDS : 1); round++) {
			cpu.add("" + size, deliveries.nanosPerMessage(messages, load.complete() ? 500 : 10));
		}
	}

}
