package io.github.iotcustomauth.sample.console;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.method.HandlerMethod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ConsoleGuard}.
 */
class ConsoleGuardTests {

	private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/console/publish");

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	@BeforeEach
	void comesFromThePage() {
		this.request.setServerName("localhost");
		this.request.addHeader(ConsoleGuard.HEADER, "true");
		this.request.addHeader("Sec-Fetch-Site", "same-origin");
	}

	@Test
	void acceptsThePage() throws Exception {
		assertThat(accepts()).isTrue();
	}

	@Test
	void acceptsProgramsThatSendTheHeader() throws Exception {
		this.request.removeHeader("Sec-Fetch-Site");
		assertThat(accepts()).isTrue();
	}

	@Test
	void refusesToChangeAnythingWithoutTheHeader() throws Exception {
		this.request.removeHeader(ConsoleGuard.HEADER);
		assertThat(accepts()).isFalse();
		assertThat(this.response.getStatus()).isEqualTo(403);
	}

	@Test
	void refusesAnotherSite() throws Exception {
		this.request.removeHeader("Sec-Fetch-Site");
		this.request.addHeader("Sec-Fetch-Site", "same-site");
		assertThat(accepts()).isFalse();
	}

	@Test
	void refusesANameThatWasMadeToLeadHere() throws Exception {
		this.request.setServerName("rebound.example.com");
		assertThat(accepts()).isFalse();
	}

	@Test
	void leavesOtherHandlersAlone() throws Exception {
		this.request.removeHeader(ConsoleGuard.HEADER);
		assertThat(new ConsoleGuard().preHandle(this.request, this.response, new Object())).isTrue();
	}

	private boolean accepts() throws Exception {
		HandlerMethod handler = new HandlerMethod(new ConsoleController(mock(), mock(), mock()),
				ReflectionUtils.findMethod(ConsoleController.class, "publish", Sender.Order.class));
		return new ConsoleGuard().preHandle(this.request, this.response, handler);
	}

}
