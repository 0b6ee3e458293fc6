package io.github.iotcustomauth.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The blocks of {@code docs/getting-started.md}.
 */
final class GettingStartedPage {

	private static final Path PAGE = Path.of("..", "docs", "getting-started.md");

	private static final Pattern BLOCK = Pattern.compile("^```(\\w+)\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

	private static final Pattern FILE = Pattern.compile("`([\\w./-]+)`:\n\n```\\w+\n(.*?)^```$",
			Pattern.DOTALL | Pattern.MULTILINE);

	private final String text;

	GettingStartedPage() throws IOException {
		this.text = Files.readString(PAGE);
	}

	/**
	 * Return the files, by the names that stand before their blocks.
	 */
	Map<String, String> files() {
		Map<String, String> files = new LinkedHashMap<>();
		FILE.matcher(this.text)
			.results()
			.forEach((block) -> files.merge(block.group(1), block.group(2), String::concat));
		return files;
	}

	List<String> blocks(String language) {
		return BLOCK.matcher(this.text)
			.results()
			.filter((block) -> block.group(1).equals(language))
			.map((block) -> block.group(2))
			.toList();
	}

}
