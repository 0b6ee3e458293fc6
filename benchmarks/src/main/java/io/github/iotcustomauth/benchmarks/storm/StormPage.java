package io.github.iotcustomauth.benchmarks.storm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import io.github.iotcustomauth.benchmarks.report.LinePlot;
import io.github.iotcustomauth.benchmarks.report.MarkdownTable;
import io.github.iotcustomauth.benchmarks.report.Page;

/**
 * Table and plots of storms in the page about scaling.
 */
public final class StormPage {

	private static final Duration MIN_DELAY = Duration.ofSeconds(1);

	private static final List<Variant> VARIANTS = List.of(
			new Variant("connections that had lasted an hour", MIN_DELAY, Duration.ofHours(1)),
			new Variant("connections that had lasted a second", MIN_DELAY, Duration.ofSeconds(1)),
			new Variant("min-delay 10 s, had lasted an hour", Duration.ofSeconds(10), Duration.ofHours(1)));

	private static final List<Duration> OUTAGES = List.of(Duration.ZERO, Duration.ofMinutes(1));

	private final List<Integer> sizes;

	/**
	 * Create a page.
	 * @param complete whether to simulate up to 100,000 clients
	 */
	public StormPage(boolean complete) {
		this.sizes = complete ? List.of(1_000, 10_000, 100_000) : List.of(1_000);
	}

	/**
	 * Simulate the storms and write the page.
	 * @param directory the directory of the documentation
	 * @throws IOException if it cannot be written
	 */
	public void write(Path directory) throws IOException {
		Files.createDirectories(directory);
		MarkdownTable table = new MarkdownTable("clients", "server away", "clients and settings", "CONNECTs/s at most",
				"seconds above 3,000", "refused", "half are back after", "all are back after");
		for (Duration outage : OUTAGES) {
			LinePlot plot = new LinePlot(
					"CONNECTs a second, %,d clients, server away for %d s"
						.formatted(this.sizes.get(this.sizes.size() - 1), outage.toSeconds()),
					"seconds since the loss", "CONNECTs in the second")
				.limit("quota of an account", Storm.CONNECTS_PER_SECOND);
			for (int clients : this.sizes) {
				for (Variant variant : VARIANTS) {
					Storm storm = new Storm(variant, clients, outage).run();
					table.row(number(clients), outage.toSeconds() + " s", variant.name(), number(storm.peak()),
							number(storm.secondsOverQuota()), number(storm.refused()), seconds(storm, clients / 2),
							seconds(storm, clients - 1));
					if (clients == this.sizes.get(this.sizes.size() - 1)) {
						plot.line(variant.name(), storm.connects());
					}
				}
			}
			Files.writeString(directory.resolve("scaling-storm-" + outage.toSeconds() + ".svg"), plot.toSvg());
		}
		Page.write(directory.resolve("scaling.md"), table.toString());
	}

	private static String number(long number) {
		return String.format(Locale.ROOT, "%,d", number);
	}

	private static String seconds(Storm storm, int client) {
		return String.format(Locale.ROOT, "%,.1f s", storm.backAfter().get(client));
	}

}
