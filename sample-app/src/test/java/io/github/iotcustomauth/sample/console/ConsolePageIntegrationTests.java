package io.github.iotcustomauth.sample.console;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.local.LocalIotCore;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Integration tests for the page, in Chromium.
 */
class ConsolePageIntegrationTests extends ConsoleInBrowser {

	private static final List<String> SECTIONS = List.of("connections", "messages", "send", "subscriptions",
			"endpoint");

	private static final String PASSWORD = "correct-horse-battery-staple";

	@Test
	void showsTheStateOfTheConnection() throws Exception {
		open("");
		page.until("document.getElementById('status').textContent === 'default: connected'");
		assertThat(page.text(".card")).contains("connected", console.bean(IotConnection.class).getClientId());
		page.until("document.querySelector('.strip svg').getAttribute('aria-label').includes('now connected')");
		page.until("document.querySelector('.plot .received')?.getAttribute('points').includes(' ')");
	}

	@Test
	void showsWhyTheConnectionWasLost() throws Exception {
		open("");
		console.bean(LocalIotCore.class).cutConnections();
		page.until("document.querySelector('.card details').textContent.includes('waiting')");
		page.until("document.getElementById('status').textContent === 'default: connected'");
	}

	@Test
	void showsTheEvidenceOfAFailure() throws Exception {
		open("");
		page.until("document.getElementById('status').textContent === 'default: connected'");
		console.bean(LocalIotCore.class).cutConnections();
		page.until("document.querySelector('.diagnosis') !== null");
		page.until("document.getElementById('status').textContent === 'default: connected'");
		page.click(".diagnosis summary");
		page.until("document.querySelector('.diagnosis').open");
		assertThat(page.text(".diagnosis summary")).contains("Failures of default with their evidence");
		assertThat(page.text(".diagnosis")).contains("What to check", "Happened", "while connected", "Connected before",
				"Connection lasted", "Authorizer presented", "DeviceAuthorizer", "Credentials expired");
		assertThat(page.unnamed()).isEmpty();
		assertThat(page.evaluate("document.documentElement.outerHTML").asString()).doesNotContain(PASSWORD);
	}

	@Test
	void otherSitesDoNotReadTheEvidence() throws Exception {
		String path = console.url() + "actuator/iotconnections";
		assertThat(status(HttpRequest.newBuilder(URI.create(path)))).isEqualTo(200);
		assertThat(status(HttpRequest.newBuilder(URI.create(path)).header("Sec-Fetch-Site", "cross-site")))
			.isEqualTo(403);
	}

	@Test
	void showsAMessageThatItHasPublished() throws Exception {
		open("?section=send");
		page.type("#publish [name=payload]", "{\"celsius\": 36.6}");
		page.click("#publish button");
		page.until("document.querySelector('#publish .result').textContent.startsWith('Published in')");
		page.click("[data-section=messages]");
		page.until("document.getElementById('message-list').textContent.includes('36.6')");
		assertThat(page.text("#message-list")).contains("→ sent", "← received", "QoS 1", "17 bytes");
	}

	@Test
	void showsTheAnswerToARequest() throws Exception {
		open("?section=send");
		page.click("#request button");
		page.until("document.querySelector('#request .result').textContent.includes('{\"on\":true}')");
		assertThat(page.text("#request .result")).containsPattern("Answer after \\d+ ms");
	}

	@Test
	void showsWhatToCheckWhenAMessageIsRefused() throws Exception {
		open("?section=send");
		page.type("#publish [name=topic]", "elsewhere/<b>x</b>");
		page.click("#publish button");
		page.until("document.querySelector('#publish .result').textContent.includes('NOT_AUTHORIZED')");
		assertThat(page.text("#publish .result")).contains("What to check", "check the policy", "<b>x</b>");
	}

	@Test
	void filterIsKeptInTheAddress() throws Exception {
		open("?section=messages");
		page.until("document.getElementById('message-list').textContent.includes('temperature')");
		page.type("#filter-topic", "sample/+/heater/status");
		page.until("location.search.includes('topic=sample%2F%2B%2Fheater%2Fstatus')");
		page.until("document.getElementById('message-list').children.length > 0 "
				+ "&& !document.getElementById('message-list').textContent.includes('temperature')");
		page.type("#filter-text", "no such text");
		page.until("document.getElementById('message-list').children.length === 0");
		page.call("Page.reload", Map.of());
		page.until("document.getElementById('filter-text')?.value === 'no such text'");
		assertThat(page.evaluate("document.getElementById('filter-topic').value").asString())
			.isEqualTo("sample/+/heater/status");
	}

	@Test
	void tellsWhatIsWrongWithAFilter() throws Exception {
		open("?section=messages&topic=a%2F%23%2Fb");
		page.until("document.getElementById('filter-problem').textContent.includes('#')");
		assertThat(page.evaluate("document.getElementById('filter-topic').getAttribute('aria-invalid')").asString())
			.isEqualTo("true");
	}

	@Test
	void pauseIsKeptInTheAddress() throws Exception {
		open("?section=messages");
		page.click("#pause");
		assertThat(page.evaluate("location.search").asString()).contains("paused=true");
		page.until("document.getElementById('left-out').textContent.match(/paused, [1-9]/) !== null");
		page.click("#pause");
		assertThat(page.evaluate("location.search").asString()).doesNotContain("paused");
		page.until("document.getElementById('left-out').textContent === ''");
	}

	@Test
	void authorizerCallShowsNoSecret() throws Exception {
		open("?section=endpoint");
		page.until("document.querySelectorAll('#call-list li').length > 0");
		page.click("#call-list summary");
		assertThat(page.text("#call-list")).contains("granted", "DeviceAuthorizer", "\"password\": \"***\"",
				"\"username\": \"thermometer?x-amz-customauthorizer-name=DeviceAuthorizer\"",
				"\"principalId\": \"thermometer\"");
		assertThat(page.text("#decision-list")).contains("iot:Publish on topic/sample/kitchen/temperature",
				"statement 2 of policy document 1");
		assertThat(page.evaluate("document.documentElement.outerHTML").asString() + snapshot()).doesNotContain(PASSWORD,
				Base64.getEncoder().encodeToString(PASSWORD.getBytes(StandardCharsets.UTF_8)));
	}

	@Test
	void everySectionSuitsAPhoneAndAScreenReader() throws Exception {
		open("");
		page.until("!document.getElementById('endpoint-link').hidden");
		for (int width : new int[] { 1280, 320 }) {
			page.size(width, 700, width < 500);
			for (String section : SECTIONS) {
				page.click("[data-section=" + section + "]");
				page.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)");
				assertThat(page.evaluate("document.documentElement.scrollWidth").asInt()).as(section)
					.isLessThanOrEqualTo(width);
				assertThat(page.unnamed()).as(section).isEmpty();
			}
		}
	}

	@Test
	void isDarkWhenTheBrowserIs() throws Exception {
		open("");
		page.colorScheme("light");
		assertThat(background()).isEqualTo("rgb(245, 246, 248)");
		page.colorScheme("dark");
		assertThat(background()).isEqualTo("rgb(20, 23, 27)");
	}

	@Test
	void keyboardReachesTheSections() throws Exception {
		open("");
		for (String type : List.of("keyDown", "keyUp")) {
			page.call("Input.dispatchKeyEvent",
					Map.of("type", type, "key", "Tab", "code", "Tab", "windowsVirtualKeyCode", 9));
		}
		assertThat(page.evaluate("document.activeElement.textContent").asString()).isEqualTo("Skip to the content");
		assertThat(page.evaluate("getComputedStyle(document.activeElement).outlineStyle").asString())
			.isEqualTo("solid");
	}

	@Test
	void otherSitesCanNeitherReadNorPublish() throws Exception {
		assertThat(status(request("snapshot"))).isEqualTo(200);
		assertThat(status(request("snapshot").header("Sec-Fetch-Site", "cross-site"))).isEqualTo(403);
		assertThat(status(request("publish").header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString("{}")))).isEqualTo(403);
	}

	private void open(String query) throws Exception {
		page = console.open(query);
	}

	private static String background() throws Exception {
		return page.evaluate("getComputedStyle(document.body).backgroundColor").asString();
	}

	private static HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create(console.url() + "console/" + path));
	}

	private static int status(HttpRequest.Builder request) throws Exception {
		return HttpClient.newHttpClient().send(request.build(), BodyHandlers.discarding()).statusCode();
	}

	private static String snapshot() throws Exception {
		return HttpClient.newHttpClient().send(request("snapshot").build(), BodyHandlers.ofString()).body();
	}

}
