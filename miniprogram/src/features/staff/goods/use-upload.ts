import { useState } from "react";
import { platform } from "@/lib/platform";
import { useSend } from "@/lib/query";

/** Lets a person choose pictures and keeps each at the shop; what was kept before one failed stays kept. */
export function useUpload(onKept: (mediaId: string) => void) {
  const upload = useSend("POST /v1/staff/media");
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const choose = async (count: number): Promise<void> => {
    const files = await platform.choosePictures(count);
    if (files.length === 0) return;
    setBusy(true);
    setError(null);
    try {
      for (const { base64 } of files)
        onKept((await upload.mutateAsync({ body: { dataBase64: base64 } })).mediaId);
    } catch (failed) {
      setError(failed);
    } finally {
      setBusy(false);
    }
  };
  return { choose: (count: number) => void choose(count), isBusy, error };
}

/** Where a picture of the shop is. */
export const mediaPath = (mediaId: string): string => `/v1/media/${mediaId}/480`;
