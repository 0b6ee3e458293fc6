package io.github.iotcustomauth.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;

import org.springframework.boot.convert.DurationStyle;

/**
 * Hours of a busy application in minutes: 500 messages a second, whose publisher and
 * receiver get new credentials every 10 seconds, and resources that stay where they were.
 */
final class Soak {

	private static final int PER_SECOND = 500;

	private static final Duration INTERVAL = Duration.ofSeconds(10);

	// by then the endpoint remembers as many messages as it ever does
	private static final int WARM_UP = 3;

	private final int rotations;

	private final List<Usage> usages = new ArrayList<>();

	private int done;

	private Soak(Duration duration) {
		this.rotations = (int) Math.max(2, duration.dividedBy(INTERVAL));
	}

	/**
	 * Return whether the soak was asked for, instead of the faults.
	 */
	static boolean isWanted() {
		return !duration().isEmpty();
	}

	private static String duration() {
		return System.getProperty("faults.soak", "");
	}

	static Fault create() {
		Soak soak = new Soak(DurationStyle.detectAndParse(duration()));
		return Fault
			.repeated("soak of " + duration() + ", rotation every " + INTERVAL.toSeconds() + " s",
					WARM_UP + soak.rotations, soak::rotate)
			.direct()
			.publishing(PER_SECOND)
			.remarking((bench) -> soak.toString());
	}

	private void rotate(Bench bench) {
		long end = System.nanoTime() + INTERVAL.toNanos();
		CustomAuthCredentialsProvider fresh = () -> CompletableFuture
			.completedFuture(CustomAuthCredentials.builder().username(Instant.now().toString()).build());
		bench.publisher().presenting(fresh);
		bench.receiver().presenting(fresh);
		CompletableFuture.allOf(bench.publisher().refreshCredentials(), bench.receiver().refreshCredentials())
			.orTimeout(30, TimeUnit.SECONDS)
			.join();
		bench.awaitFlow();
		Bench.await(() -> System.nanoTime() >= end);
		this.done++;
		measure();
	}

	private void measure() {
		if (this.done == WARM_UP) {
			this.usages.add(Usage.now());
		}
		else if (this.done == WARM_UP + this.rotations / 2 || this.done == WARM_UP + this.rotations) {
			this.usages.add(Usage.awaitNotAbove(this.usages.get(0)));
		}
	}

	@Override
	public String toString() {
		return "start, middle and end: " + this.usages.stream().map(Usage::toString).toList();
	}

}
