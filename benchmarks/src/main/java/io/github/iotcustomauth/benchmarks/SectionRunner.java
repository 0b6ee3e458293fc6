package io.github.iotcustomauth.benchmarks;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

import io.github.iotcustomauth.benchmarks.measure.Load;
import io.github.iotcustomauth.benchmarks.measure.Measurement;
import io.github.iotcustomauth.benchmarks.measure.Results;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Runs a section within a time limit. A section that fails, or takes too long, leaves a
 * reason and does not end the run.
 */
final class SectionRunner {

	private static final Log logger = LogFactory.getLog(SectionRunner.class);

	private static final Duration GRACE = Duration.ofSeconds(10);

	private final Load load;

	SectionRunner(Load load) {
		this.load = load;
	}

	Results run(Measurement section, Duration limit) throws InterruptedException {
		Results results = new Results();
		Set<Long> processes = descendants();
		AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
		Thread thread = new Thread(() -> {
			try {
				section.measure(this.load, results);
			}
			catch (Throwable ex) {
				// errors too: a section must not take the others with it
				failure.set(ex);
			}
		}, "section-" + section.name());
		thread.setDaemon(true);
		thread.start();
		thread.join(limit.toMillis());
		String name = section.name();
		if (thread.isAlive()) {
			String tooLong = "'%s' was ended after %,d s, its limit.".formatted(name, limit.toSeconds());
			thread.interrupt();
			thread.join(GRACE.toMillis());
			endNewProcesses(processes);
			// which may be what it waits for
			thread.join(GRACE.toMillis());
			if (thread.isAlive()) {
				// it may still write to its results
				Results nothing = new Results();
				nothing.skip(tooLong);
				return nothing;
			}
			results.skip(tooLong);
		}
		else if (failure.get() != null) {
			logger.error("'" + name + "' failed", failure.get());
			results.skip("'" + name + "' failed: " + failure.get());
			endNewProcesses(processes);
		}
		return results;
	}

	private static Set<Long> descendants() {
		return ProcessHandle.current().descendants().map(ProcessHandle::pid).collect(Collectors.toSet());
	}

	// JVMs that the section has started would disturb those that follow
	private static void endNewProcesses(Set<Long> before) {
		ProcessHandle.current()
			.descendants()
			.filter((process) -> !before.contains(process.pid()))
			.forEach(ProcessHandle::destroyForcibly);
	}

}
