package io.github.iotcustomauth.benchmarks.measure;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Run}.
 */
class RunTests {

	@TempDir
	private Path directory;

	@Test
	void sectionThatIsRunAgainReplacesItsResultsAndLeavesTheOthers() throws Exception {
		Path file = this.directory.resolve("samples.tsv");
		Run first = new Run();
		first.put("publish", section("publish", 1, "no Paho"));
		first.put("outbox", section("outbox-32", 2, "no MariaDB"));
		first.write(file);
		Run merged = Run.read(file);
		merged.put("outbox", section("outbox-32", 3, "no H2"));
		merged.write(file);
		Run last = Run.read(file);
		assertThat(last.find("publish").orElseThrow().samples("one")).containsExactly(1.0);
		assertThat(last.find("outbox-32").orElseThrow().samples("one")).containsExactly(3.0);
		assertThat(last.skipped()).containsExactly("no Paho", "no H2");
		assertThat(last.section("outbox").orElseThrow().seconds()).isEqualTo(7);
	}

	private static Run.Section section(String id, double sample, String skipped) {
		Results results = new Results();
		results.figures(id, "a test", "ms").add("one", sample);
		results.skip(skipped);
		return new Run.Section(results, "load", "here", 7);
	}

}
