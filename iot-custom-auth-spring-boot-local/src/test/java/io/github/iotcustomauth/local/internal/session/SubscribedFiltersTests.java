package io.github.iotcustomauth.local.internal.session;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SubscribedFilters}.
 */
class SubscribedFiltersTests {

	private final SubscribedFilters filters = new SubscribedFilters();

	@Test
	void resumedSessionHasItsFilters() {
		this.filters.open("a", false).add("a/b");
		this.filters.open("b", false).add("c/d");
		assertThat(this.filters.open("a", true)).containsExactly("a/b");
	}

	@Test
	void newSessionHasNone() {
		this.filters.open("a", false).add("a/b");
		assertThat(this.filters.open("a", false)).isEmpty();
	}

	@Test
	void sessionThatEndedHasNone() {
		this.filters.open("a", false).add("a/b");
		this.filters.forget("a");
		assertThat(this.filters.open("a", true)).isEmpty();
	}

	@Test
	void forgetsTheSessionThatWasAwayForLongest() {
		this.filters.open("longest", false).add("a");
		this.filters.open("back", false).add("b");
		for (int i = 2; i < SubscribedFilters.MAX_SESSIONS; i++) {
			this.filters.open("other-" + i, false);
		}
		this.filters.open("back", true);
		this.filters.open("one-too-many", false);
		assertThat(this.filters.open("back", true)).containsExactly("b");
		assertThat(this.filters.open("longest", true)).isEmpty();
	}

}
