package io.github.iotcustomauth.sample.console;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.github.iotcustomauth.local.LocalIotCore;
import io.github.iotcustomauth.local.LocalIotCoreMessage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Integration tests for the page with many messages, in Chromium. With
 * {@code -Dconsole.screenshots=<directory>} they also take the pictures of the
 * documentation.
 */
class ConsoleLoadIntegrationTests extends ConsoleInBrowser {

	/**
	 * With {@code -Dconsole.seconds=} as long as that, and with figures at 30 seconds and
	 * at the end.
	 */
	@Test
	void staysSmoothWithManyMessages() throws Exception {
		int seconds = Integer.getInteger("console.seconds", 8);
		LocalIotCore endpoint = console.bean(LocalIotCore.class);
		ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor();
		page = console.open("?section=messages");
		double gap = 0;
		AtomicLong count = new AtomicLong();
		sender.scheduleAtFixedRate(() -> endpoint.publish(LocalIotCoreMessage.of("sample/attic/temperature",
				"{\"celsius\":%d}".formatted(count.incrementAndGet()), 0)), 0, 5, TimeUnit.MILLISECONDS);
		try {
			page.evaluate("""
					window.gap = 0;
					let last = performance.now();
					requestAnimationFrame(function frame(now) {
						window.gap = Math.max(window.gap, now - last);
						last = now;
						requestAnimationFrame(frame);
					});""");
			page.until("document.getElementById('left-out').textContent.includes('left out')");
			long start = System.nanoTime();
			if (seconds > 30) {
				within(start, 30);
				gap = print(30, count.get());
			}
			within(start, seconds);
			gap = Math.max(gap, print(seconds, count.get()));
		}
		finally {
			sender.shutdownNow();
		}
		assertThat(page.evaluate("document.getElementById('message-list').children.length").asInt())
			.isLessThanOrEqualTo(200);
		// generous, since a build may share its machine
		assertThat(gap).isPositive().isLessThan(3000);
	}

	private static void within(long start, int seconds) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(seconds + 60L))
			.pollInterval(Duration.ofMillis(500))
			.until(() -> System.nanoTime() - start >= TimeUnit.SECONDS.toNanos(seconds));
	}

	private static double print(int seconds, long messages) throws Exception {
		double gap = page.evaluate("(() => { const gap = window.gap; window.gap = 0; return gap; })()").asDouble();
		System.out.printf(
				"Figures: page after %d s and %d messages: longest frame gap %.0f ms, heap %.2f MiB, %.0f nodes%n",
				seconds, messages, gap, page.metric("JSHeapUsedSize") / 1024 / 1024, page.metric("Nodes"));
		return gap;
	}

	@Test
	void takesPicturesWhenAskedTo() throws Exception {
		String target = System.getProperty("console.screenshots");
		assumeThat(target).as("the property 'console.screenshots'").isNotNull();
		Path pictures = Files.createDirectories(Path.of(target));
		page = console.open("");
		console.bean(LocalIotCore.class).cutConnections();
		page.until("document.querySelector('.card details').textContent.includes('waiting')");
		page.until("document.getElementById('status').textContent === 'default: connected'");
		within(System.nanoTime(), 60);
		page.evaluate(
				"""
						fetch('console/publish', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Console': 'true' },
							body: JSON.stringify({ connection: 'default', topic: 'elsewhere', qos: 1, payload: '' }) })
							.then((response) => response.json())""");
		page.until("document.getElementById('decision-list').textContent.includes('elsewhere')");
		take(pictures.resolve("console-connections-light.png"), "connections", "light", 1000);
		take(pictures.resolve("console-endpoint-dark.png"), "endpoint", "dark", 1000);
		take(pictures.resolve("console-messages-phone-light.png"), "messages", "light", 390);
		take(pictures.resolve("console-connections-phone-dark.png"), "connections", "dark", 390);
	}

	private static void take(Path file, String section, String scheme, int width) throws Exception {
		page.colorScheme(scheme);
		page.size(width, 680, width < 500);
		page.click("[data-section=" + section + "]");
		page.screenshot(file);
	}

}
