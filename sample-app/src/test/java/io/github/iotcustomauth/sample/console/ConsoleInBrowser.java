package io.github.iotcustomauth.sample.console;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page of a running sample in Chromium. No test may leave errors in the console of
 * the browser.
 */
abstract class ConsoleInBrowser {

	@TempDir
	static Path directory;

	static RunningConsole console;

	static BrowserPage page;

	@BeforeAll
	static void start() throws Exception {
		console = RunningConsole.start(directory);
	}

	@AfterAll
	static void stop() throws Exception {
		if (console != null) {
			console.close();
			console = null;
		}
	}

	@AfterEach
	void close() throws Exception {
		if (page != null) {
			List<String> problems = page.problems();
			page.close();
			page = null;
			assertThat(problems).as("errors in the console of the browser").isEmpty();
		}
	}

}
