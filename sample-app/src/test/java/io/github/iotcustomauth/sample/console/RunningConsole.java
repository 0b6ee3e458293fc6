package io.github.iotcustomauth.sample.console;

import java.nio.file.Path;

import io.github.iotcustomauth.sample.SampleApplication;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The sample with its local endpoint, and a browser.
 */
final class RunningConsole implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private final Chromium chromium;

	private RunningConsole(ConfigurableApplicationContext context, Chromium chromium) {
		this.context = context;
		this.chromium = chromium;
	}

	static RunningConsole start(Path directory) throws Exception {
		assumeThat(Chromium.PROGRAM).as("Chromium, Debian's package 'chromium'").isExecutable();
		Chromium chromium = Chromium.start(directory);
		try {
			return new RunningConsole(SpringApplication.run(SampleApplication.class, "--server.port=0",
					"--aws.iot.custom-auth.local.port=0", "--aws.iot.custom-auth.local.limits.publish-rate=false"),
					chromium);
		}
		catch (RuntimeException ex) {
			chromium.close();
			throw ex;
		}
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	String url() {
		return "http://127.0.0.1:" + this.context.getEnvironment().getProperty("local.server.port") + "/";
	}

	BrowserPage open(String query) throws Exception {
		return this.chromium.open(url() + query);
	}

	@Override
	public void close() throws Exception {
		try {
			this.chromium.close();
		}
		finally {
			this.context.close();
		}
	}

}
