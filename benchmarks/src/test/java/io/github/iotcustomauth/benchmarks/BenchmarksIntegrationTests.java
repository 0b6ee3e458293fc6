package io.github.iotcustomauth.benchmarks;

import java.nio.file.Path;

import io.github.iotcustomauth.benchmarks.measure.Figures;
import io.github.iotcustomauth.benchmarks.measure.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Short form of the command: shows that the harness works, and says nothing about speed.
 */
class BenchmarksIntegrationTests {

	// without those that start databases and many JVMs
	private static final String SECTIONS = "storms,publish,receive,observability,latency,connect,reconnect,memory,endpoint,library,"
			+ "growth-listeners,growth-topics,growth-pending";

	@TempDir
	private Path directory;

	@Test
	void briefRunFillsTablesAndPlots() throws Exception {
		// other builds on the machine may measure as well
		System.setProperty("jmh.ignoreLock", "true");
		Path samples = this.directory.resolve("samples.tsv");
		Run run = Benchmarks.run(BenchmarksArguments.parse("--brief", "--sections=" + SECTIONS,
				"--docs=" + this.directory, "--samples=" + samples));
		assertThat(run.all()).extracting(Figures::id)
			.contains("library-time", "library-allocation", "receive-fast", "receive-allocation",
					"growth-pending-heap");
		if (run.find("publish").isEmpty()) {
			assertThat(run.skipped()).isNotEmpty()
				.allMatch((reason) -> reason.contains("mosquitto, which is not installed"));
		}
		else {
			assertThat(run.skipped()).isEmpty();
		}
		assertThat(Run.read(samples).all()).hasSameSizeAs(run.all());
		assertThat(this.directory.resolve("benchmarks.md")).content()
			.contains("### Goals", "receive QoS 1 from a fast server, handler ÷ CRT")
			.doesNotContain("NaN");
		assertThat(this.directory.resolve("scaling.md")).content().contains("1,000 | 60 s");
		assertThat(this.directory.resolve("benchmarks-receive-fast.svg")).content().startsWith("<svg");
		assertThat(this.directory.resolve("scaling-storm-1000-0.svg")).content().contains("quota of an account");
	}

}
