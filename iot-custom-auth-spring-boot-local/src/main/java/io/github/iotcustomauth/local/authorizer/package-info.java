/**
 * Who may connect: from what a client presented to the decision of its authorizer.
 */
@NullMarked
package io.github.iotcustomauth.local.authorizer;

import org.jspecify.annotations.NullMarked;
