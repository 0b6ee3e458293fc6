package io.github.iotcustomauth.sample.console;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

/**
 * Chromium without a window.
 */
final class Chromium implements AutoCloseable {

	/**
	 * The program of Debian's package.
	 */
	static final Path PROGRAM = Path.of("/usr/bin/chromium");

	private final Process process;

	private final DevTools devTools;

	private Chromium(Process process, DevTools devTools) {
		this.process = process;
		this.devTools = devTools;
	}

	static Chromium start(Path directory) throws IOException {
		Process process = new ProcessBuilder(PROGRAM.toString(), "--headless=new", "--no-sandbox", "--disable-gpu",
				"--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
				"--disable-component-update", "--hide-scrollbars", "--lang=en-US", "--remote-debugging-port=0",
				"--user-data-dir=" + directory, "about:blank")
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("chromium.log").toFile())
			.start();
		Path port = directory.resolve("DevToolsActivePort");
		try {
			List<String> lines = Awaitility.await()
				.atMost(Duration.ofMinutes(1))
				.ignoreExceptionsInstanceOf(IOException.class)
				.until(() -> Files.readAllLines(port), (read) -> read.size() == 2);
			return new Chromium(process,
					new DevTools(URI.create("ws://127.0.0.1:" + lines.get(0).strip() + lines.get(1).strip())));
		}
		catch (Throwable ex) {
			// also what Awaitility throws without declaring it
			end(process);
			throw ex;
		}
	}

	BrowserPage open(String url) throws Exception {
		String target = this.devTools.call(null, "Target.createTarget", Map.of("url", "about:blank"))
			.get("targetId")
			.asString();
		String session = this.devTools.call(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
			.get("sessionId")
			.asString();
		return BrowserPage.open(this.devTools, target, session, url);
	}

	private static void end(Process process) {
		List<ProcessHandle> all = process.descendants().toList();
		process.destroy();
		all.forEach(ProcessHandle::destroy);
	}

	@Override
	public void close() throws Exception {
		try {
			this.devTools.call(null, "Browser.close", Map.of());
			this.process.waitFor(10, TimeUnit.SECONDS);
		}
		finally {
			this.devTools.close();
			end(this.process);
		}
	}

}
