package io.github.iotcustomauth.standalone;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.iotcustomauth.support.Figures;
import io.github.iotcustomauth.support.LocalEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What each of 500 connections that are made at run time takes: with {@code -Pfigures}
 * only.
 */
@EnabledIfSystemProperty(named = "figures.promised", matches = "true")
class DeviceFleetIntegrationTests {

	private static final Pattern CONNECTED = Pattern
		.compile("devices 500: connected after (\\d+) ms, heap of each (-?\\d+) B, further threads (-?\\d+)");

	private static final Pattern CLOSED = Pattern.compile("closed, .*native resources left (-?\\d+)");

	@Test
	void deviceTakesLittleHeapAndNoThread(@TempDir Path directory) throws Exception {
		try (LocalEndpoint endpoint = new LocalEndpoint();
				StarterProcess process = StarterProcess.start(directory, endpoint,
						List.of("-Ddevices=500", "-Daws.crt.debugnative=1"), DeviceFleet.class)) {
			Matcher connected = process.awaitOutput(CONNECTED);
			Figures.print(connected.group());
			assertThat(Integer.parseInt(connected.group(2))).isLessThanOrEqualTo(64 << 10);
			assertThat(Integer.parseInt(connected.group(3))).isLessThanOrEqualTo(2);
			Matcher closed = process.awaitOutput(CLOSED);
			Figures.print(closed.group());
			assertThat(Integer.parseInt(closed.group(1))).isLessThanOrEqualTo(0);
			assertThat(process.exitCode()).isZero();
		}
	}

}
