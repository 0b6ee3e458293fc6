package io.github.iotcustomauth.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.github.iotcustomauth.benchmarks.measure.Figures;
import io.github.iotcustomauth.benchmarks.measure.Run;
import io.github.iotcustomauth.benchmarks.measure.Summary;
import org.jspecify.annotations.Nullable;

/**
 * Results of a run as a page with tables and plots.
 */
public final class Report {

	private final Run run;

	private final @Nullable Run before;

	/**
	 * Create a report.
	 * @param run the results
	 * @param before the results of an earlier run to compare with, or {@code null}
	 */
	public Report(Run run, @Nullable Run before) {
		this.run = run;
		this.before = before;
	}

	/**
	 * Write {@code benchmarks.md}, the generated part of it, and a plot for each measure.
	 * @param directory the directory of the documentation
	 * @throws IOException if it cannot be written
	 */
	public void write(Path directory) throws IOException {
		Files.createDirectories(directory);
		StringBuilder text = new StringBuilder(circumstances());
		this.run.skipped().forEach((reason) -> text.append("- ").append(reason).append('\n'));
		text.append("\n### Goals\n\n").append(goals());
		for (Figures figures : this.run.all()) {
			if (figures.contestants().isEmpty()) {
				continue;
			}
			String plot = "benchmarks-" + figures.id() + ".svg";
			// what other pages link to, whatever the title says
			text.append("\n### <a id=\"").append(figures.id()).append("\"></a>");
			text.append(capitalized(figures.title())).append("\n\n");
			Optional<Growth> growth = Growth.of(figures);
			if (growth.isPresent()) {
				Files.writeString(directory.resolve(plot), growth.get().plot(figures));
				text.append(growth.get().text(figures)).append('\n');
			}
			else {
				Files.writeString(directory.resolve(plot), BarPlot.toSvg(figures));
				text.append(table(figures));
			}
			text.append("\n![").append(figures.title()).append("](").append(plot).append(")\n");
		}
		Page.write(directory.resolve("benchmarks.md"), text.toString());
	}

	private String circumstances() {
		StringBuilder text = new StringBuilder();
		Map<String, String> sections = new LinkedHashMap<>();
		this.run.sections()
			.forEach((name, section) -> sections.merge(section.circumstances() + ".\nLoad: " + section.load(),
					"`" + name + "`", (all, next) -> all + ", " + next));
		sections.forEach((circumstances, names) -> {
			text.append("Measured on ").append(circumstances);
			// one run needs no list
			text.append((sections.size() > 1) ? " (" + names + ").\n" : ".\n");
		});
		long seconds = this.run.sections().values().stream().mapToLong(Run.Section::seconds).sum();
		return text.append("Versions: ")
			.append(Machine.versions())
			.append(".\nIt took %,d minutes: ".formatted(Math.round(seconds / 60.0)))
			.append(this.run.sections()
				.entrySet()
				.stream()
				.map((section) -> "%s %,d s".formatted(section.getKey(), section.getValue().seconds()))
				.collect(Collectors.joining(", ")))
			.append(".\n\n")
			.toString();
	}

	private MarkdownTable goals() {
		MarkdownTable table = (this.before != null)
				? new MarkdownTable("measure", "last measured", "before", "goal", "now", "")
				: new MarkdownTable("measure", "last measured", "goal", "now", "");
		for (Goal goal : Goals.ALL) {
			Optional<Summary> now = goal.in(this.run);
			String bound = goal.hasBound() ? (goal.atLeast() ? "≥ " : "≤ ") + bound(goal.bound()) : "–";
			String value = now.map(Report::text).orElseGet(() -> notMeasured(goal));
			String reached = now.map((summary) -> reached(goal, summary)).orElse("");
			if (this.before != null) {
				table.row(goal.text(), goal.last(), goal.in(this.before).map(Report::text).orElse("–"), bound, value,
						reached);
			}
			else {
				table.row(goal.text(), goal.last(), bound, value, reached);
			}
		}
		return table;
	}

	private static String reached(Goal goal, Summary summary) {
		return goal.hasBound() ? goal.isReachedBy(summary) ? "reached" : "not reached" : "";
	}

	private String notMeasured(Goal goal) {
		return this.run.section(goal.section())
			.map((section) -> section.results()
				.skipped()
				.stream()
				.findFirst()
				.map((reason) -> "not measured: " + reason.replace("|", "/"))
				.orElse("not measured"))
			.orElse("not measured: the section `" + goal.section() + "` has not been run");
	}

	private static MarkdownTable table(Figures figures) {
		String baseline = figures.contestants().get(0);
		MarkdownTable table = new MarkdownTable("contestant", figures.unit(), "÷ " + baseline);
		for (String name : figures.contestants()) {
			table.row(name, figures.summary(name).map(Report::text).orElse("–"),
					name.equals(baseline) ? "1"
							: figures.ratio(name, baseline)
								.filter((ratio) -> Double.isFinite(ratio.median()))
								.map(Report::text)
								.orElse("–"));
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

	// as it was agreed on, without decimals that say nothing
	private static String bound(double bound) {
		return (bound == Math.rint(bound)) ? String.format(Locale.ROOT, "%,.0f", bound) : String.valueOf(bound);
	}

	private static String capitalized(String title) {
		return title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1);
	}

}
