package io.github.iotcustomauth.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

import io.github.iotcustomauth.benchmarks.measure.Figures;
import io.github.iotcustomauth.benchmarks.measure.Load;
import io.github.iotcustomauth.benchmarks.measure.Results;
import io.github.iotcustomauth.benchmarks.measure.Summary;
import org.jspecify.annotations.Nullable;

/**
 * Results of a run as a page with tables and plots.
 */
public final class Report {

	private final Load load;

	private final Results results;

	private final @Nullable Results before;

	/**
	 * Create a report.
	 * @param load the load of the run
	 * @param results its results
	 * @param before the results of an earlier run to compare with, or {@code null}
	 */
	public Report(Load load, Results results, @Nullable Results before) {
		this.load = load;
		this.results = results;
		this.before = before;
	}

	/**
	 * Write {@code benchmarks.md}, the generated part of it, and a plot for each measure.
	 * @param directory the directory of the documentation
	 * @throws IOException if it cannot be written
	 */
	public void write(Path directory) throws IOException {
		Files.createDirectories(directory);
		StringBuilder text = new StringBuilder();
		text.append("Measured on ")
			.append(LocalDate.now(ZoneOffset.UTC))
			.append(". Machine: ")
			.append(Machine.describe());
		text.append(".\nVersions: ").append(Machine.versions());
		text.append(".\nLoad: ").append(this.load).append(".\n\n");
		this.results.skipped().forEach((reason) -> text.append("- ").append(reason).append('\n'));
		text.append("\n### Goals\n\n").append(goals());
		for (Figures figures : this.results.all()) {
			String plot = "benchmarks-" + figures.id() + ".svg";
			Files.writeString(directory.resolve(plot), BarPlot.toSvg(figures));
			text.append("\n### ").append(capitalized(figures.title())).append("\n\n").append(table(figures));
			text.append("\n![").append(figures.title()).append("](").append(plot).append(")\n");
		}
		Page.write(directory.resolve("benchmarks.md"), text.toString());
	}

	private MarkdownTable goals() {
		MarkdownTable table = new MarkdownTable("measure", "before", "this run", "goal", "reached");
		for (Goal goal : Goal.ALL) {
			Optional<Summary> now = goal.in(this.results);
			String earlier = (this.before != null) ? goal.in(this.before).map(Report::text).orElse("–") : "–";
			table.row(goal.text(), earlier, now.map(Report::text).orElse("–"),
					(goal.atLeast() ? "≥ " : "≤ ") + number(goal.bound()),
					now.map((summary) -> goal.isReachedBy(summary) ? "yes" : "no").orElse("–"));
		}
		return table;
	}

	private static MarkdownTable table(Figures figures) {
		String baseline = figures.contestants().get(0);
		MarkdownTable table = new MarkdownTable("contestant", figures.unit(), "÷ " + baseline);
		for (String name : figures.contestants()) {
			table.row(name, figures.summary(name).map(Report::text).orElse("–"),
					name.equals(baseline) ? "1" : figures.ratio(name, baseline).map(Report::text).orElse("–"));
		}
		return table;
	}

	private static String text(Summary summary) {
		if (summary.lower() == summary.upper()) {
			return number(summary.median());
		}
		return "%s [%s..%s]".formatted(number(summary.median()), number(summary.lower()), number(summary.upper()));
	}

	private static String number(double number) {
		return String.format(Locale.ROOT, (Math.abs(number) < 100) ? "%.2f" : "%,.0f", number);
	}

	private static String capitalized(String title) {
		return title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1);
	}

}
