import { Tooltip } from "radix-ui";
import type { ComponentProps } from "react";
import { Icon, type IconName } from "./icons.tsx";

type ButtonProps = ComponentProps<"button"> & { readonly look?: "primary" | "plain" | "quiet"; readonly small?: boolean };

/** One height, three looks; at most one primary on a page. */
export function Button({ look = "plain", small = false, className = "", type = "button", ...rest }: ButtonProps) {
  return <button type={type} className={`button ${className}`} data-look={look} data-small={small || undefined} {...rest} />;
}

type IconButtonProps = Omit<ButtonProps, "children"> & { readonly icon: IconName; readonly label: string; readonly hint?: string; readonly filled?: boolean };

/** A button that is only an icon: its label is read aloud and shown when it is pointed at. */
export function IconButton({ icon, label, hint, filled = false, className = "", ...rest }: IconButtonProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>
        <Button className={`icon-button ${className}`} aria-label={label} {...rest}>
          <Icon name={icon} filled={filled} />
        </Button>
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className="tooltip" sideOffset={6} collisionPadding={8}>
          {label}
          {hint !== undefined && <kbd>{hint}</kbd>}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
