/** Rules of style and structure that the tests of every module run. */
@NullMarked
package dev.evenflow.house;

import org.jspecify.annotations.NullMarked;
