package io.github.iotcustomauth.benchmarks.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.StringJoiner;
import java.util.stream.Stream;

import io.github.iotcustomauth.benchmarks.server.Mosquitto;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringBootVersion;
import org.springframework.core.SpringVersion;
import org.springframework.integration.mqtt.core.MqttComponent;

/**
 * Machine and versions of a run.
 */
public final class Machine {

	private static final double GIB = 1024 * 1024;

	private Machine() {
	}

	/**
	 * The machine and the JVM.
	 * @return its processor, memory, system, Java and heap
	 */
	public static String describe() {
		Runtime runtime = Runtime.getRuntime();
		return "%s with %d processors, %s of memory and %s; Java %s (%s), heap %,d MiB".formatted(
				first("/proc/cpuinfo", "model name", System.getProperty("os.arch")), runtime.availableProcessors(),
				memory(), system(), System.getProperty("java.version"), System.getProperty("java.vendor"),
				runtime.maxMemory() >> 20);
	}

	static String versions() {
		StringJoiner versions = new StringJoiner(", ");
		versions.add("Spring Boot " + SpringBootVersion.getVersion()).add("Spring " + SpringVersion.getVersion());
		add(versions, "aws-crt", "software.amazon.awssdk.crt", "aws-crt");
		add(versions, "HiveMQ client", "com.hivemq", "hivemq-mqtt-client");
		add(versions, "Paho v5", "org.eclipse.paho", "org.eclipse.paho.mqttv5.client");
		String integration = MqttComponent.class.getPackage().getImplementationVersion();
		versions.add("Spring Integration " + integration).add(Mosquitto.version());
		return versions.toString();
	}

	private static void add(StringJoiner versions, String name, String group, String artifact) {
		String version = jarVersion(group, artifact);
		versions.add((version != null) ? name + " " + version : name);
	}

	private static @Nullable String jarVersion(String group, String artifact) {
		String resource = "/META-INF/maven/" + group + "/" + artifact + "/pom.properties";
		try (InputStream in = Machine.class.getResourceAsStream(resource)) {
			if (in != null) {
				Properties properties = new Properties();
				properties.load(in);
				return properties.getProperty("version");
			}
		}
		catch (IOException ex) {
			// left out
		}
		return fileVersion(artifact);
	}

	// for jars that do not tell
	private static @Nullable String fileVersion(String artifact) {
		Path directory = Path.of("benchmarks", "target", "lib");
		try (Stream<Path> files = Files.list(directory)) {
			return files.map((file) -> file.getFileName().toString())
				.filter((name) -> name.startsWith(artifact + "-"))
				.map((name) -> name.substring(artifact.length() + 1, name.length() - ".jar".length()))
				.findFirst()
				.orElse(null);
		}
		catch (IOException ex) {
			return null;
		}
	}

	private static String memory() {
		String kibibytes = first("/proc/meminfo", "MemTotal", "0 kB").replaceAll("\\D", "");
		return "%.0f GiB".formatted(Long.parseLong(kibibytes) / GIB);
	}

	private static String system() {
		return System.getProperty("os.name") + " " + System.getProperty("os.version");
	}

	private static String first(String file, String key, String otherwise) {
		try (Stream<String> lines = Files.lines(Path.of(file))) {
			return lines.filter((line) -> line.startsWith(key))
				.map((line) -> line.substring(line.indexOf(':') + 1).strip())
				.findFirst()
				.orElse(otherwise);
		}
		catch (IOException ex) {
			return otherwise;
		}
	}

}
