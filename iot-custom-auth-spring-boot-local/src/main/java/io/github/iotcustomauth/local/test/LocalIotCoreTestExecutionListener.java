package io.github.iotcustomauth.local.test;

import io.github.iotcustomauth.local.LocalIotCore;

import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.TestExecutionListener;

/**
 * Resets the endpoint after each test, so that one does not see what another did.
 */
class LocalIotCoreTestExecutionListener implements TestExecutionListener {

	@Override
	public void afterTestMethod(TestContext context) {
		if (TestContextAnnotationUtils.hasAnnotation(context.getTestClass(), LocalIotCoreTest.class)
				&& context.hasApplicationContext()) {
			context.getApplicationContext().getBeanProvider(LocalIotCore.class).ifUnique(LocalIotCore::reset);
		}
	}

}
