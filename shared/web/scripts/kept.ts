/**
 * Photos as the phone keeps them: as bytes. What browsers keep of a file may be gone when the phone was restarted, and in a
 * private window WebKit keeps no file at all.
 */
export interface Kept {
  type: string;
  bytes: ArrayBuffer;
}

/** A form's field and its value. */
export type Field = [string, string | Kept];

/** Fails where the file can't be read any more: it was moved or changed since it was chosen. */
export const keptOf = async (photo: Blob): Promise<Kept> => ({ type: photo.type, bytes: await photo.arrayBuffer() });

export const fileOf = ({ type, bytes }: Kept): File => new File([bytes], "photo.jpg", { type });

export const photosOf = (fields: Field[]): Kept[] => fields.flatMap(([, value]) => (typeof value === "string" ? [] : [value]));

/** The fields as a form sends them. */
export function sendable(fields: Field[]): FormData {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, typeof value === "string" ? value : fileOf(value));
  return form;
}
