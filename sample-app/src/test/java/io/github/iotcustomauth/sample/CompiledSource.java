package io.github.iotcustomauth.sample;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Java code of the pages, compiled with what an application with the starter has.
 */
final class CompiledSource {

	/** What only this module has. */
	private static final Pattern OTHERS = Pattern.compile(
			".*(sample-app|iot-custom-auth-spring-boot-local|lambda|jdbc|HikariCP|h2-|spring-boot-starter-test).*");

	private CompiledSource() {
	}

	/**
	 * Compile all sources of a directory.
	 * @param sources the directory
	 * @param classes where the classes go
	 */
	static void compile(Path sources, Path classes) throws IOException {
		List<String> arguments = new ArrayList<>(List.of("-proc:none", "-parameters", "--release", "17", "-d",
				classes.toString(), "-classpath", String.join(File.pathSeparator, classPath())));
		try (Stream<Path> files = Files.walk(sources)) {
			files.filter((file) -> file.toString().endsWith(".java")).map(Path::toString).forEach(arguments::add);
		}
		assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
			.isZero();
	}

	static List<String> classPath() {
		return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !OTHERS.matcher(entry).matches())
			.toList();
	}

}
