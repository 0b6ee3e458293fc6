package io.github.iotcustomauth.sample.console;

import java.io.IOException;
import java.util.Locale;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Keeps other sites away from what the page asks for. A browser sends the header that is
 * required here across sites only after a preflight request, which is not answered, and a
 * name of another site that leads to this machine is in the {@code Host} header.
 */
@Component
class ConsoleGuard implements HandlerInterceptor, WebMvcConfigurer {

	/**
	 * Header that every request that changes something must have.
	 */
	static final String HEADER = "X-Console";

	private static final String SITE = "Sec-Fetch-Site";

	private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

	@Override
	public void addInterceptors(InterceptorRegistry registry) {
		registry.addInterceptor(this);
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
			throws IOException {
		if (handler instanceof HandlerMethod method && method.getBeanType() == ConsoleController.class
				&& !isFromThePage(request)) {
			response.sendError(HttpServletResponse.SC_FORBIDDEN);
			return false;
		}
		return true;
	}

	private static boolean isFromThePage(HttpServletRequest request) {
		return isFromThisSite(request) && !"none".equals(request.getHeader(SITE))
				&& (request.getMethod().equals("GET") || request.getHeader(HEADER) != null);
	}

	/**
	 * Whether no other site has made the request.
	 * @param request the request
	 * @return whether the page, another program or the address bar has made it
	 */
	static boolean isFromThisSite(HttpServletRequest request) {
		String site = request.getHeader(SITE);
		return LOCAL.contains(request.getServerName().toLowerCase(Locale.ROOT))
				&& (site == null || site.equals("same-origin") || site.equals("none"));
	}

}
