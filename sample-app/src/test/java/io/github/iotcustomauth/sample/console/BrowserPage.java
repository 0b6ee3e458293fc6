package io.github.iotcustomauth.sample.console;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/**
 * An open page.
 */
final class BrowserPage implements AutoCloseable {

	private static final Set<String> NAMED_ROLES = Set.of("button", "link", "textbox", "searchbox", "combobox", "image",
			"img", "table", "navigation", "search", "form", "region", "figure", "DisclosureTriangle");

	private final DevTools devTools;

	private final String target;

	private final String session;

	private BrowserPage(DevTools devTools, String target, String session) {
		this.devTools = devTools;
		this.target = target;
		this.session = session;
	}

	static BrowserPage open(DevTools devTools, String target, String session, String url) throws Exception {
		BrowserPage page = new BrowserPage(devTools, target, session);
		for (String domain : List.of("Runtime", "Log", "Page", "Accessibility", "Performance", "HeapProfiler")) {
			page.call(domain + ".enable", Map.of());
		}
		page.size(1280, 900, false);
		page.call("Page.navigate", Map.of("url", url));
		page.until("document.readyState === 'complete' && document.getElementById('status').textContent.includes(':')");
		return page;
	}

	JsonNode call(String method, Map<String, ?> parameters) throws Exception {
		return this.devTools.call(this.session, method, parameters);
	}

	JsonNode evaluate(String expression) throws Exception {
		JsonNode result = call("Runtime.evaluate",
				Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
		if (result.has("exceptionDetails")) {
			throw new IllegalStateException(expression + ": " + result.get("exceptionDetails"));
		}
		return result.get("result").path("value");
	}

	String text(String selector) throws Exception {
		return evaluate("document.querySelector('%s').innerText".formatted(selector)).asString();
	}

	void until(String condition) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.ignoreExceptionsInstanceOf(IllegalStateException.class)
			.until(() -> evaluate(condition).asBoolean(false));
	}

	void click(String selector) throws Exception {
		evaluate("document.querySelector('%s').click()".formatted(selector));
	}

	/**
	 * Type over what is in a field, as a keyboard does.
	 */
	void type(String selector, String text) throws Exception {
		evaluate("(() => { const e = document.querySelector('%s'); e.focus(); e.select(); })()".formatted(selector));
		call("Input.insertText", Map.of("text", text));
	}

	void size(int width, int height, boolean mobile) throws Exception {
		call("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", mobile));
	}

	void colorScheme(String scheme) throws Exception {
		call("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
	}

	void screenshot(Path file) throws Exception {
		byte[] png = Base64.getDecoder()
			.decode(call("Page.captureScreenshot", Map.of("format", "png", "optimizeForSpeed", false)).get("data")
				.asString());
		Files.write(file, png);
	}

	/**
	 * Return what a screen reader could not name.
	 */
	List<String> unnamed() throws Exception {
		return call("Accessibility.getFullAXTree", Map.of()).get("nodes")
			.valueStream()
			.filter((node) -> !node.path("ignored").asBoolean(false))
			.filter((node) -> NAMED_ROLES.contains(node.path("role").path("value").asString("")))
			.filter((node) -> node.path("name").path("value").asString("").isBlank())
			.map(JsonNode::toString)
			.toList();
	}

	/**
	 * Return what went wrong in the page.
	 */
	List<String> problems() {
		return this.devTools.events(this.session)
			.stream()
			.filter((event) -> Set.of("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")
				.contains(event.get("method").asString()))
			.map(JsonNode::toString)
			.toList();
	}

	double metric(String name) throws Exception {
		call("HeapProfiler.collectGarbage", Map.of());
		return call("Performance.getMetrics", Map.of()).get("metrics")
			.valueStream()
			.filter((metric) -> metric.get("name").asString().equals(name))
			.findFirst()
			.orElseThrow()
			.get("value")
			.asDouble();
	}

	@Override
	public void close() throws Exception {
		this.devTools.call(null, "Target.closeTarget", Map.of("targetId", this.target));
	}

}
