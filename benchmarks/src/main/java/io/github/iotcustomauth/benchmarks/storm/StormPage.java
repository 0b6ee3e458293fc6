package io.github.iotcustomauth.benchmarks.storm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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

	// clients that a shortest delay of a second has room for, with a margin to the quota
	private static final int CLIENTS_PER_SECOND = 2_500;

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
			for (int clients : this.sizes) {
				LinePlot plot = new LinePlot(
						"CONNECTs a second, %,d clients, server away for %d s".formatted(clients, outage.toSeconds()),
						"seconds since the loss", "CONNECTs in the second")
					.limit("quota of an account", Storm.CONNECTS_PER_SECOND);
				for (Variant variant : variants(clients)) {
					Storm storm = new Storm(variant, clients, outage).run();
					table.row(number(clients), outage.toSeconds() + " s", variant.name(), number(storm.peak()),
							number(storm.secondsOverQuota()), number(storm.refused()), seconds(storm, clients / 2),
							seconds(storm, clients - 1));
					plot.line(variant.name(), storm.connects());
				}
				// an outage spreads what is less than that
				if (clients == this.sizes.get(this.sizes.size() - 1)
						|| (outage.isZero() && clients > CLIENTS_PER_SECOND)) {
					Files.writeString(
							directory.resolve("scaling-storm-%d-%d.svg".formatted(clients, outage.toSeconds())),
							plot.toSvg());
				}
			}
		}
		Page.write(directory.resolve("scaling.md"), table.toString());
	}

	private static List<Variant> variants(int clients) {
		List<Variant> variants = new ArrayList<>(
				List.of(new Variant("with the faster first try", MIN_DELAY, Duration.ofHours(1)),
						new Variant("without it: lost within 5 s", MIN_DELAY, Duration.ofSeconds(1))));
		if (clients > CLIENTS_PER_SECOND) {
			Duration fitting = Duration.ofSeconds(clients / CLIENTS_PER_SECOND);
			variants.add(new Variant("with it, `reconnect.min-delay: %ds`".formatted(fitting.toSeconds()), fitting,
					Duration.ofHours(1)));
		}
		return variants;
	}

	private static String number(long number) {
		return String.format(Locale.ROOT, "%,d", number);
	}

	private static String seconds(Storm storm, int client) {
		return String.format(Locale.ROOT, "%,.1f s", storm.backAfter().get(client));
	}

}
