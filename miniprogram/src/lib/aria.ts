import { mergeInternalComponents } from "@tarojs/shared";
import words from "../../config/aria.json";

// Without it every attribute behind these in the alphabet (the address of a picture!) would be read as another.
mergeInternalComponents(words);
