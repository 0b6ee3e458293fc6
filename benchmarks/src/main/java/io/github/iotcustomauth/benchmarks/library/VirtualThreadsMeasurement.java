package io.github.iotcustomauth.benchmarks.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.github.iotcustomauth.benchmarks.client.ChildJvm;
import io.github.iotcustomauth.benchmarks.measure.Figures;
import io.github.iotcustomauth.benchmarks.measure.Load;
import io.github.iotcustomauth.benchmarks.measure.Measurement;
import io.github.iotcustomauth.benchmarks.measure.Results;

/**
 * Handlers on platform and on virtual threads, in fresh JVMs of the newest Java that is
 * installed.
 */
public final class VirtualThreadsMeasurement implements Measurement {

	private static final int FIRST_JAVA = 21;

	private static final int ROUNDS = 5;

	@Override
	public String name() {
		return "virtual";
	}

	@Override
	public Duration limit() {
		return Duration.ofMinutes(4);
	}

	@Override
	public void measure(Load load, Results results) throws Exception {
		Optional<Path> java = newest();
		if (java.isEmpty()) {
			results.skip("'virtual' needs Java 21 or later in /usr/lib/jvm, and there is none.");
			return;
		}
		String of = ", on Java " + version(java.get());
		Figures ordered = results.figures("virtual-ordered", "ordered handler that does nothing" + of, "messages/s");
		Figures blocking = results.figures("virtual-blocking", "handler that blocks for 5 ms, concurrency 100" + of,
				"messages/s");
		Figures threads = results.figures("virtual-threads", "threads of the operating system afterwards" + of,
				"threads");
		for (int round = 0; round < (load.complete() ? ROUNDS : 1); round++) {
			for (boolean virtual : new boolean[] { false, true }) {
				ChildJvm.Printed printed = ChildJvm.run(java.get(), HandlerThreads.class, Duration.ofSeconds(60),
						List.of(String.valueOf(virtual), load.complete() ? "2000" : "50"));
				String name = virtual ? "virtual threads" : "platform threads";
				ordered.add(name, printed.get("ordered"));
				blocking.add(name, printed.get("blocking"));
				threads.add(name, printed.get("threads"));
			}
		}
	}

	private static Optional<Path> newest() throws IOException {
		Path parent = Path.of("/usr/lib/jvm");
		if (!Files.isDirectory(parent)) {
			return Optional.empty();
		}
		try (Stream<Path> all = Files.list(parent)) {
			return all.filter((home) -> Files.isExecutable(home.resolve("bin/java")) && version(home) >= FIRST_JAVA)
				.max(Comparator.comparingInt(VirtualThreadsMeasurement::version));
		}
	}

	// 0 if it does not tell
	private static int version(Path home) {
		try (Stream<String> lines = Files.lines(home.resolve("release"))) {
			return lines.filter((line) -> line.startsWith("JAVA_VERSION="))
				.map((line) -> line.replaceAll("[^0-9.]", "").split("\\.", -1)[0])
				.mapToInt(Integer::parseInt)
				.findFirst()
				.orElse(0);
		}
		catch (IOException | NumberFormatException ex) {
			return 0;
		}
	}

}
